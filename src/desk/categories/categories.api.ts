// What the room of categories and tags promises.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

const Keywords = z.array(z.string().trim().min(1).max(60)).max(50)
/** The classifier knows a category by its name, its description and its keywords before there is an example of it. */
export const Category = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  keywords: z.array(z.string()),
})
const editable = {
  name: z.string().trim().min(1).max(60),
  description: z.string().max(500).default(''),
  keywords: Keywords.default([]),
}

export const listCategories = route({
  name: 'listCategories',
  summary: 'Categories by name.',
  method: 'GET',
  path: '/categories',
  may: 'conversation.read',
  input: z.strictObject({}),
  output: z.array(Category),
})
export const addCategory = route({
  name: 'addCategory',
  summary: 'Add a category.',
  method: 'POST',
  path: '/categories',
  may: 'category.write',
  status: 201,
  input: z.strictObject(editable),
  output: Category,
})
export const changeCategory = route({
  name: 'changeCategory',
  summary: 'Rename a category, or say better what belongs to it.',
  method: 'PATCH',
  path: '/categories/:id',
  may: 'category.write',
  input: z.strictObject({
    id: z.string(),
    name: editable.name.optional(),
    description: z.string().max(500).optional(),
    keywords: Keywords.optional(),
  }),
  output: Category,
})
export const archiveCategory = route({
  name: 'archiveCategory',
  summary: 'Stop offering a category; conversations keep it.',
  method: 'DELETE',
  path: '/categories/:id',
  may: 'category.write',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
export const listTags = route({
  name: 'listTags',
  summary: 'Tags in use, by name.',
  method: 'GET',
  path: '/tags',
  may: 'conversation.read',
  input: z.strictObject({}),
  output: z.array(z.string()),
})
